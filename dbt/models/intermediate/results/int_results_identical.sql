{{ config(materialized='view') }}

with shared as (
    select
        *,
        count(*) filter (where reason is distinct from 'superseded' and agency_id is not null)
            over (partition by rule, year) as filed,
        count(*) filter (where reason is null and agency_id is not null)
            over (partition by rule, year, digest) as alike
    from {{ ref('int_table_digests') }}
    where test = 'other_agency'
),

outcomes as (
    select
        report_id,
        rule,
        outcome
    from {{ ref('int_tables_repeated') }}
    union all
    select
        report_id,
        rule,
        case
            when reason = 'superseded' then 'superseded'
            when agency_id is null or year is null or filed < 2 then 'no_other_report'
            when reason is not null then reason
            when alike > 1 then 'fail'
            else 'hold'
        end as outcome
    from shared
),

tables as (
    select
        tables.*,
        outcomes.outcome,
        row_number() over same_figures as place,
        count(*) over (partition by tables.rule, tables.year, tables.digest, outcomes.outcome) as filed
    from {{ ref('int_table_digests') }} as tables
    inner join outcomes
        on
            tables.report_id = outcomes.report_id
            and tables.rule = outcomes.rule
    window same_figures as (
        partition by tables.rule, tables.year, tables.digest, outcomes.outcome
        order by tables.report_id
    )
),

others as (
    select
        report_id,
        rule,
        previous_report_id as other_report_id,
        1 as others
    from tables
    where outcome = 'fail' and test = 'previous_year'
    union all
    -- Only the first with the same figures, never the report itself: hundreds alike give hundreds of rows.
    select
        tables.report_id,
        tables.rule,
        others.report_id as other_report_id,
        tables.filed - 1 as others
    from tables
    inner join tables as others
        on
            tables.rule = others.rule
            and tables.year = others.year
            and tables.digest = others.digest
            and tables.report_id <> others.report_id
            and others.place <= case when tables.place <= 3 then 4 else 3 end
    where tables.outcome = 'fail' and others.outcome = 'fail' and tables.test = 'other_agency'
),

named as (
    select
        others.report_id,
        others.rule,
        concat(
            {{ joined_text(
                "concat(reports.agency, reports.year, '年度报告（', reports.document, '）')", '、', 'reports.document'
            ) }},
            case when min(others.others) > 3 then concat('等 ', min(others.others), ' 份报告') else '' end
        ) as others
    from others
    inner join {{ ref('stg_reports') }} as reports
        on others.other_report_id = reports.report_id
    group by others.report_id, others.rule
)

select
    {{ result({
        'report_id': 'tables.report_id', 'rule': 'tables.rule', 'scope': 'cast(tables.section as string)',
        'outcome': 'tables.outcome',
        'scope_label': table_name('tables.section'), 'section': 'tables.section',
        'table_number': 'tables.table_number',
        'page_number': 'tables.page_number', 'line_number': 'tables.line_number',
        'texts': texts_of_failure('tables.outcome', {
            'others': 'named.others',
            'figures': 'cast(tables.figures_not_zero as string)',
        }),
    }) }}
from tables
left join named
    on
        tables.report_id = named.report_id
        and tables.rule = named.rule
