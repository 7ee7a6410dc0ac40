{#- The table of this model as the last whole build left it, or none if this build starts anew. -#}
{% macro built_before(name) -%}
    {%- if execute and not flags.FULL_REFRESH -%}
        {%- set node = graph.nodes['model.gouji.' ~ name] -%}
        {{ return(adapter.get_relation(node.database, node.schema, node.alias)) }}
    {%- endif -%}
{%- endmacro %}

{#- What is made of what is kept; a build is whole once all of these are. -#}
{% macro kept_tables() -%}
    {{ return([
        'fct_cells', 'fct_disclosures', 'fct_evidence', 'fct_finding_history', 'fct_notices', 'fct_proceedings',
        'fct_reports', 'fct_requests', 'fct_revisions', 'fct_rule_results', 'fct_statements', 'int_report_figures',
        'int_report_outcomes', 'mart_layout_health', 'mart_similar_narratives'
    ]) }}
{%- endmacro %}

{#- Keeps only the rows of reports that are evaluated. Where all are, nothing is looked up: on Spark, to look sorts all cells by report. Who builds some models by hand, without the list of these reports, has the list of the last build. -#}
{% macro of_reports_replaced() -%}
    {#- Here, as dbt would not see below a condition that the model needs it. -#}
    {%- set replaced = ref('int_replaced_reports') -%}
    {%- if built_before('int_reports_built') or (execute and 'model.gouji.int_replaced_reports' not in selected_resources) -%}
        where report_id in (select replaced.report_id from {{ replaced }} as replaced)
    {%- endif -%}
{%- endmacro %}
