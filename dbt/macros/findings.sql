{#- Whose report for which year a line is of; a report without agency or year is of itself only. -#}
{% macro subject_of(line) -%}
    coalesce({{ line }}.agency_id || '|' || {{ line }}.year, {{ line }}.report_id)
{%- endmacro %}
