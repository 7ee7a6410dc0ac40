with mends as (
    select
        report_id,
        rule,
        scope,
        scope_by,
        section,
        item,
        measure,
        value + (reported - computed) * weight * case side when 'computed' then 1 else -1 end as expected
    from {{ ref('int_terms_failed') }}
    -- With any other weight the change is not the difference itself, and need not be a whole number.
    where year_offset = 0 and abs(weight) = 1
),

crossings as (
    select distinct
        by_row.report_id,
        by_row.section,
        by_row.item,
        by_row.measure,
        by_row.expected
    from mends as by_row
    inner join mends as by_column
        on
            by_row.report_id = by_column.report_id
            and by_row.section = by_column.section
            and by_row.item = by_column.item
            and by_row.measure = by_column.measure
            and by_row.expected = by_column.expected
    where by_row.scope_by = 'item' and by_column.scope_by = 'measure' and by_row.expected >= 0
)

-- Where several cells would mend the same rule, none can be told to be the wrong one.
select
    mends.report_id,
    mends.rule,
    mends.scope,
    min(mends.item) as item,
    min(mends.measure) as measure,
    cast(min(mends.expected) as decimal(38, 8)) as expected
from mends
inner join crossings
    on
        mends.report_id = crossings.report_id
        and mends.section = crossings.section
        and mends.item = crossings.item
        and mends.measure = crossings.measure
        and mends.expected = crossings.expected
group by mends.report_id, mends.rule, mends.scope
having count(*) = 1
