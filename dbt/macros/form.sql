{#- Whether a line of the form (an alias with from_edition and to_edition) is valid in an edition. -#}
{% macro in_edition(line, edition) -%}
    ({{ line }}.from_edition <= {{ edition }} and coalesce({{ edition }} <= {{ line }}.to_edition, true))
{%- endmacro %}

{#- Whether a term counts for a report of some edition and printing of (六)其他处理. -#}
{% macro in_form(term, report) -%}
    (
        coalesce({{ term }}.edition, {{ report }}.edition) = {{ report }}.edition
        and ({{ term }}.printing is null or {{ term }}.printing = {{ report }}.counted_printing)
    )
{%- endmacro %}
