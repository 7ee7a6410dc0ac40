{#- Parquet tables hold no constraint: that no column of a contract is null where it must not be is looked at once they are written. -#}
{% macro spark__persist_constraints(relation, model) -%}
    {%- set conditions = [] %}
    {%- for column in model.columns.values() if 'not_null' in column.constraints | map(attribute='type') %}
        {%- do conditions.append(column.name ~ ' is null') %}
    {%- endfor %}
    {%- if conditions and model.config.contract.enforced %}
        {%- set broken = run_query('select * from ' ~ relation ~ ' where ' ~ conditions | join(' or ') ~ ' limit 1') %}
        {%- if broken.rows %}
            {%- do exceptions.raise_compiler_error(relation ~ ' has a row with one of: ' ~ conditions | join(', ')) %}
        {%- endif %}
    {%- endif %}
{%- endmacro %}
