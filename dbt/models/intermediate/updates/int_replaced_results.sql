-- Of the results that compare agencies, those of missing reports, and those of other reports that are not
-- as they were.
-- noqa: disable=ST03
{%- set before = built_before('int_results_built') %}
with results as (
    select
        report_id,
        rule,
        scope,
        {{ row_digest('results') }} as digest
    from {{ ref('int_results_across') }} as results  -- noqa: AL05
    where report_id is not null
),

{%- if before %}
    changed as (
        select
            coalesce(results.report_id, built.report_id) as report_id,
            coalesce(results.rule, built.rule) as rule,
            coalesce(results.scope, built.scope) as scope
        from results
        full outer join {{ before }} as built
            on
                results.report_id = built.report_id
                and results.rule = built.rule
                and results.scope = built.scope
        where results.digest is distinct from built.digest
    ),
{%- endif %}

missing as (
    select
        cast(null as string) as report_id,
        rule,
        'report' as scope
    from {{ ref('int_rules') }}
    where kind = 'filing'
)

select * from missing
{%- if before %}
    union all
    select * from changed
{%- endif %}
