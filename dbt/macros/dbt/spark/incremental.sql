{#- The strategy `replace` on Spark, where Parquet cannot be deleted from: the table is written anew, from the rows that stay and those of the model. -#}
{% materialization incremental, adapter='spark' %}
    {%- if not is_incremental() -%}
        {{ return(materialization_table_spark()) }}
    {%- endif -%}
    {%- if not built_before('int_reports_built') -%}
        {#- A build was killed that had dropped it to write it anew: which reports have gone since is not known. -#}
        {%- do exceptions.raise_compiler_error('the last build did not end: build everything with --full-refresh') %}
    {%- endif -%}
    {%- set existing = load_cached_relation(this) %}
    {%- set written = this.incorporate(path={'identifier': this.identifier ~ '__written'}, type='table') %}
    {{ run_hooks(pre_hooks) }}
    {%- do adapter.drop_relation(written) %}
    {%- call statement('main') -%}
        {{ create_table_as(False, written, kept_and_new(existing, compiled_code)) }}
    {%- endcall -%}
    {%- do persist_constraints(written, model) %}
    {%- do adapter.drop_relation(existing) %}
    {%- do adapter.rename_relation(written, this.incorporate(type='table')) %}
    {{ run_hooks(post_hooks) }}
    {{ return({'relations': [this.incorporate(type='table')]}) }}
{% endmaterialization %}

{% macro kept_and_new(existing, new) -%}
    {%- set columns = adapter.get_columns_in_relation(existing) | map(attribute='name') | list -%}
    select {{ columns_of('kept', columns) }}
    from {{ existing }} as kept
    {%- for name in config.get('meta')['replaces'] %}
        {%- set node = graph.nodes['model.gouji.' ~ name] %}
        {%- set replaced = adapter.get_relation(node.database, node.schema, node.alias) %}
        left anti join {{ replaced }} as {{ name }}
            on
            {%- for column in adapter.get_columns_in_relation(replaced) %}
            kept.{{ column.name }} is not distinct from {{ name }}.{{ column.name }} {{ '' if loop.last else 'and' }}
            {%- endfor %}
    {%- endfor %}
    union all
    select {{ columns_of('new_rows', columns) }}
    from ({{ new }}) as new_rows
{%- endmacro %}
