{{ config(materialized='view') }}

with filed as (
    select
        rule,
        year,
        count(*) as tables
    from {{ ref('int_table_digests') }}
    where reason is distinct from 'superseded' and agency_id is not null
    group by rule, year
),

alike as (
    select
        rule,
        year,
        digest,
        count(*) as tables
    from {{ ref('int_table_digests') }}
    where reason is null and agency_id is not null
    group by rule, year, digest
),

outcomes as (
    select
        report_id,
        rule,
        outcome
    from {{ ref('int_tables_repeated') }}
    union all
    select
        digests.report_id,
        digests.rule,
        case
            when digests.reason = 'superseded' then 'superseded'
            when digests.agency_id is null or digests.year is null or coalesce(filed.tables, 0) < 2
                then 'no_other_report'
            when digests.reason is not null then digests.reason
            when alike.tables > 1 then 'fail'
            else 'hold'
        end as outcome
    from {{ ref('int_table_digests') }} as digests
    left join filed
        on digests.rule = filed.rule and digests.year = filed.year
    left join alike
        on
            digests.rule = alike.rule
            and digests.year = alike.year
            and digests.digest = alike.digest
    where digests.test = 'other_agency'
),

tables as (
    select
        tables.*,
        outcomes.outcome
    from {{ ref('int_table_digests') }} as tables
    inner join outcomes
        on
            tables.report_id = outcomes.report_id
            and tables.rule = outcomes.rule
),

repeated as (
    select
        *,
        row_number() over (partition by rule, year, digest order by report_id) as place,
        count(*) over (partition by rule, year, digest) as filed
    from tables
    where outcome = 'fail'
),

others as (
    select
        report_id,
        rule,
        previous_report_id as other_report_id,
        1 as others
    from repeated
    where test = 'previous_year'
    union all
    -- Only the first with the same figures, never the report itself: hundreds alike give hundreds of rows.
    select
        repeated.report_id,
        repeated.rule,
        others.report_id as other_report_id,
        repeated.filed - 1 as others
    from repeated
    inner join repeated as others
        on
            repeated.rule = others.rule
            and repeated.year = others.year
            and repeated.digest = others.digest
            and repeated.report_id <> others.report_id
            and others.place <= case when repeated.place <= 3 then 4 else 3 end
    where repeated.test = 'other_agency'
),

named as (
    select
        others.report_id,
        others.rule,
        concat_ws(
            '',
            {{ joined_text(
                "concat_ws('', reports.agency, reports.year, '年度报告（', reports.document, '）')", '、', 'reports.document'
            ) }},
            case when min(others.others) > 3 then concat_ws('', '等 ', min(others.others), ' 份报告') else '' end
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
