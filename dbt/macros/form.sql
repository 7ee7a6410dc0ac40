{#- Whether a line of the form (an alias with from_edition and to_edition) is valid in an edition. -#}
{% macro in_edition(line, edition) -%}
    ({{ line }}.from_edition <= {{ edition }} and coalesce({{ edition }} <= {{ line }}.to_edition, true))
{%- endmacro %}
