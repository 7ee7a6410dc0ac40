{#- The agency and year of a line; a report without either is only identified by itself. -#}
{% macro subject_of(line) -%}
    coalesce({{ line }}.agency_id || '|' || {{ line }}.year, {{ line }}.report_id)
{%- endmacro %}
