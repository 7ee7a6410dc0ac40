{{ config(materialized='view') }}

with truncated as (
    select distinct report_id
    from {{ ref('stg_notices') }}
    where notice = 'truncated'
),

in_a_year as (
    select
        rule,
        year,
        count(*) as narratives
    from {{ ref('int_narratives') }}
    group by rule, year
),

outcomes as (
    select
        reports.report_id,
        rules.rule,
        narratives.passages,
        alike.other_report_id,
        alike.similarity,
        alike.compared_with,
        alike.choices,
        alike.shared_passages,
        alike.excerpt,
        alike.page_number,
        alike.line_number,
        case
            when not reports.is_current then 'superseded'
            when likenesses.compared_with = 'previous_year' and reports.previous_report_id is null
                then 'no_previous_report'
            when
                likenesses.compared_with = 'other_agency'
                and (
                    reports.agency_id is null
                    or coalesce(in_a_year.narratives, 0) = case when own.report_id is null then 0 else 1 end
                )
                then 'no_other_report'
            when alike.report_id is not null then 'fail'
            when
                own_copy.report_id is not null
                or (likenesses.compared_with = 'previous_year' and copy_before.report_id is not null)
                then 'truncated'
            when coalesce(narratives.passages, 0) = 0 then 'not_printed'
            when own.report_id is null then 'narrative_short'
            when likenesses.compared_with = 'previous_year' and theirs.report_id is null
                then 'narrative_short'
            else 'hold'
        end as outcome
    from {{ ref('int_reports') }} as reports
    inner join {{ ref('int_rules') }} as rules
        on
            rules.kind = 'similar'
            and {{ in_edition('rules', 'reports.edition') }}
    inner join {{ ref('likenesses') }} as likenesses
        on rules.rule = likenesses.rule
    left join {{ ref('stg_narratives') }} as narratives
        on reports.report_id = narratives.report_id
    left join {{ ref('int_narratives') }} as own
        on reports.report_id = own.report_id and rules.rule = own.rule
    left join in_a_year
        on rules.rule = in_a_year.rule and reports.year = in_a_year.year
    left join truncated as own_copy
        on reports.report_id = own_copy.report_id
    left join truncated as copy_before
        on reports.previous_report_id = copy_before.report_id
    left join {{ ref('int_narratives') }} as theirs
        on reports.previous_report_id = theirs.report_id and rules.rule = theirs.rule
    left join {{ ref('int_narrative_likenesses') }} as alike
        on
            reports.report_id = alike.report_id
            and rules.rule = alike.rule
            and alike.choice = 1
)

select
    {{ result({
        'report_id': 'outcomes.report_id', 'rule': 'outcomes.rule', 'scope': "'report'",
        'outcome': 'outcomes.outcome',
        'page_number': 'outcomes.page_number', 'line_number': 'outcomes.line_number',
        'texts': texts_of_failure('outcomes.outcome', {
            'other': "case outcomes.compared_with when 'previous_year' then '本机关' else others.agency end",
            'year': 'cast(others.year as string)',
            'similarity': 'cast(outcomes.similarity as string)',
            'passages': 'cast(outcomes.passages as string)',
            'shared': 'cast(outcomes.shared_passages as string)',
            'more': "case when outcomes.choices > 1 "
            ~ "then concat_ws('', '；另与至少 ', outcomes.choices - 1, ' 份报告雷同') else '' end",
            'document': 'others.document',
            'excerpt': "coalesce(concat_ws('', '：', outcomes.excerpt), '')",
        }),
    }) }}
from outcomes
left join {{ ref('stg_reports') }} as others
    on outcomes.other_report_id = others.report_id
