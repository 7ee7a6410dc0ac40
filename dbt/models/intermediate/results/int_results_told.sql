{{ config(materialized='view') }}

with facts as (
    select distinct
        edition,
        rule,
        fact
    from {{ ref('int_fact_cells') }}
),

-- Of all sentences that tell a fact, one that fails counts before one that holds, and that before any other.
ranked as (
    select
        *,
        row_number() over (
            partition by report_id, fact
            order by
                case status when 'fail' then 1 when 'hold' then 2 when 'missing_terms' then 3 else 4 end,
                position,
                case when outcome = status then 0 else 1 end,
                sum_number
        ) as priority
    from {{ ref('int_statement_comparisons') }}
),

lacking as (
    select
        report_id,
        fact,
        concat(section, '.', item, '.', measure) as term,
        min(sum_number * 100 + position) as place
    from {{ ref('int_statement_cells') }}
    where not is_whole
    group by report_id, fact, section, item, measure
),

missing as (
    select
        report_id,
        fact,
        {{ joined_text('term', ',', 'place') }} as missing_terms
    from lacking
    group by report_id, fact
)

select
    reports.report_id,
    facts.rule,
    facts.fact as scope,
    case when ranked.status = 'missing_terms' then missing.missing_terms end as missing_terms,
    case
        when ranked.status in ('hold', 'fail') then ranked.status
        when ranked.status = 'missing_terms' then 'not_assessed'
        else 'not_applicable'
    end as status,
    case
        when ranked.status is null then 'not_told'
        when ranked.status not in ('hold', 'fail') then ranked.status
    end as reason,
    case when ranked.status in ('hold', 'fail') then cast(ranked.value as decimal(38, 8)) end as reported,
    case when ranked.status in ('hold', 'fail') then ranked.computed end as computed,
    case when ranked.status in ('hold', 'fail') then ranked.compared end as compared
from {{ ref('int_report_contents') }} as reports
inner join facts
    on reports.edition = facts.edition
left join ranked
    on
        reports.report_id = ranked.report_id
        and facts.fact = ranked.fact
        and ranked.priority = 1
left join missing
    on
        reports.report_id = missing.report_id
        and facts.fact = missing.fact
