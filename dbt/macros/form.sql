{#- Whether a line of the form (an alias with from_edition and to_edition) is valid in an edition. -#}
{% macro in_edition(line, edition) -%}
    ({{ line }}.from_edition <= {{ edition }} and coalesce({{ edition }} <= {{ line }}.to_edition, true))
{%- endmacro %}

{#- The same for a line that can have no beginning, as a term that is valid as long as its rule is. -#}
{% macro in_span(line, edition) -%}
    (coalesce({{ line }}.from_edition <= {{ edition }}, true) and coalesce({{ edition }} <= {{ line }}.to_edition, true))
{%- endmacro %}

{#- Whether a term counts for a report of some edition, and of some printing of rows that can be printed in several. -#}
{% macro in_form(term, report) -%}
    (
        {{ in_span(term, report ~ '.edition') }}
        and ({{ term }}.printing is null or {{ term }}.printing = {{ report }}.counted_printing)
    )
{%- endmacro %}
