{#- Whether a line of the form (an alias with from_edition and to_edition) is valid in an edition. -#}
{% macro in_edition(line, edition) -%}
    ({{ line }}.from_edition <= {{ edition }} and coalesce({{ edition }} <= {{ line }}.to_edition, true))
{%- endmacro %}

{#- The same for a line that may have no beginning, such as a term that is valid as long as its rule is. -#}
{% macro in_span(line, edition) -%}
    (coalesce({{ line }}.from_edition <= {{ edition }}, true) and coalesce({{ edition }} <= {{ line }}.to_edition, true))
{%- endmacro %}

{#- Whether a term counts for a report of an edition and, for rows that can be printed in several ways, a printing. -#}
{% macro in_form(term, report) -%}
    (
        {{ in_span(term, report ~ '.edition') }}
        and ({{ term }}.printing is null or {{ term }}.printing = {{ report }}.counted_printing)
    )
{%- endmacro %}
