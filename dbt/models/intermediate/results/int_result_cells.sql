{{ config(materialized='view') }}

select
    sums.report_id,
    sums.rule,
    sums.scope,
    terms.section,
    terms.item,
    terms.measure,
    terms.year_offset,
    terms.position
from {{ ref('int_sums') }} as sums
inner join {{ ref('int_reports') }} as reports
    on sums.report_id = reports.report_id
inner join {{ ref('int_rule_terms') }} as terms
    on
        sums.rule = terms.rule
        and sums.scope = terms.scope
        and {{ in_form('terms', 'reports') }}
where sums.reason is null
union all
select
    report_id,
    rule,
    fact as scope,
    section,
    item,
    measure,
    0 as year_offset,
    min(sum_number * 100 + position) as position
from {{ ref('int_statement_cells') }}
group by report_id, rule, fact, section, item, measure
union all
select
    report_id,
    rule,
    cast(section as string) as scope,
    section,
    item,
    measure,
    0 as year_offset,
    coalesce(row_number, 0) * 1000 + coalesce(column_number, 0) as position
from {{ ref('int_unusual_cells') }}
union all
select
    changes.report_id,
    changes.rule,
    changes.item as scope,
    changes.section,
    changes.item,
    changes.measure,
    years.year_offset,
    -years.year_offset as position
from {{ ref('int_changes') }} as changes
cross join (values (0), (-1)) as years (year_offset)
where changes.reason is null
union all
select
    report_id,
    rule,
    item as scope,
    section,
    item,
    measure,
    0 as year_offset,
    1 as position
from {{ ref('int_results_region') }}
