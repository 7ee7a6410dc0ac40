with corrections as (
    select
        report_id,
        rule,
        scope,
        scope_by,
        section,
        item,
        measure,
        value + (reported - computed) * weight * case side when 'computed' then 1 else -1 end as expected
    from {{ ref('int_sum_terms') }}
    -- With any other weight the change is not the difference itself, and may not be a whole number.
    where is_whole and year_offset = 0 and abs(weight) = 1
),

crossings as (
    select distinct
        by_row.report_id,
        by_row.section,
        by_row.item,
        by_row.measure,
        by_row.expected
    from corrections as by_row
    inner join corrections as by_column
        on
            by_row.report_id = by_column.report_id
            and by_row.section = by_column.section
            and by_row.item = by_column.item
            and by_row.measure = by_column.measure
            and by_row.expected = by_column.expected
    where by_row.scope_by = 'item' and by_column.scope_by = 'measure' and by_row.expected >= 0
)

-- Where several cells would correct the same rule, any of them may be the wrong one.
select
    corrections.report_id,
    corrections.rule,
    corrections.scope,
    min(corrections.item) as item,
    min(corrections.measure) as measure,
    cast(min(corrections.expected) as decimal(38, 8)) as expected
from corrections
inner join crossings
    on
        corrections.report_id = crossings.report_id
        and corrections.section = crossings.section
        and corrections.item = crossings.item
        and corrections.measure = crossings.measure
        and corrections.expected = crossings.expected
group by corrections.report_id, corrections.rule, corrections.scope
having count(*) = 1
