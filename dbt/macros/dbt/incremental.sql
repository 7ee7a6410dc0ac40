{#- Replaces, in a table kept from build to build, the rows that agree with a row of a model under `replaces` in all its columns. Rows of reports that have gone are thereby removed, too. -#}
{% macro get_incremental_replace_sql(arg_dict) -%}
    {%- set target = arg_dict['target_relation'] %}
    {%- set columns = get_quoted_csv(arg_dict['dest_columns'] | map(attribute='name')) %}
    {%- for name in config.get('meta')['replaces'] %}
        {%- set node = graph.nodes['model.gouji.' ~ name] %}
        {%- set replaced = adapter.get_relation(node.database, node.schema, node.alias) %}
        {%- set columns_replaced = adapter.get_columns_in_relation(replaced) | map(attribute='name') | list %}
        delete from {{ target }}
        {%- if columns_replaced | length == 1 %}
        where {{ columns_replaced[0] }} in (from {{ replaced }});
        {%- else %}
        as kept using {{ replaced }} as replaced
        where
            {%- for column in columns_replaced %}
            kept.{{ column }} is not distinct from replaced.{{ column }} {{ '' if loop.last else 'and' }}
            {%- endfor %};
        {%- endif %}
    {%- endfor %}
    insert into {{ target }} ({{ columns }}) select {{ columns }} from {{ arg_dict['temp_relation'] }}
{%- endmacro %}

{#- Refuses to make a whole table from the few reports that an update evaluates. -#}
{% macro expect_whole() -%}
    {%- if execute and not is_incremental() and built_before('int_reports_built') %}
        {%- do exceptions.raise_compiler_error(
            this.identifier ~ ' would hold the reports of the last update alone: build everything with --full-refresh'
        ) %}
    {%- endif %}
{%- endmacro %}

{#- For a test in a build: the rows of a model that have not been tested in an earlier one. Records of a report never change; of what is made from them, the rows of the reports replaced are new. -#}
{% macro untested(relation) -%}
    {%- set before = built_before('int_reports_built') if invocation_args_dict.which == 'build' -%}
    {%- set node = graph.nodes.get('model.gouji.' ~ relation.identifier, {}) if before else {} -%}
    {%- if 'report_id' in node.columns and node.config.materialized == 'incremental' -%}
        {%- set replaced = graph.nodes['model.gouji.int_replaced_reports'].relation_name -%}
        {{ return('(select * from ' ~ relation ~ ' where report_id in (select report_id from ' ~ replaced ~ '))') }}
    {%- elif 'report_id' in node.columns and node.sources | map('first') | first == 'landing' -%}
        {{ return('(select * from ' ~ relation ~ ' where report_id not in (select report_id from ' ~ before ~ '))') }}
    {%- endif -%}
    {{ return(relation) }}
{%- endmacro %}

{% macro get_where_subquery(relation) -%}
    {#- This test asks the relation for its name. -#}
    {{ return(relation if model.test_metadata.name == 'keys_hold' else untested(relation)) }}
{%- endmacro %}
