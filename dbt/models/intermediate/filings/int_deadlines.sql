with ranked as (
    select
        placed.*,
        rules.severity,
        row_number() over (
            partition by placed.region_code, placed.agency_type, placed.year, placed.rule
            order by placed.breadth
        ) as choice
    from {{ ref('int_deadlines_placed') }} as placed
    inner join {{ ref('int_rules') }} as rules
        on placed.rule = rules.rule
)

select
    region_code,
    agency_type,
    year,
    rule,
    severity,
    basis,
    deadline,
    -- A deadline of the jurisdiction's own counts before that of the law.
    row_number() over (partition by region_code, agency_type, year order by severity) = 1 as is_counted
from ranked
where choice = 1
