with sums as (
    select
        indicator,
        {{ numbered_parts('cells', ' ', 'cells', 'sum_number') }}
    from {{ ref('indicators') }}
    where cells is not null
),

split as (
    select
        indicator,
        sum_number,
        {{ each_part('cells', '+') }} as cell
    from sums
)

select
    indicator,
    sum_number,
    count(*) over (partition by indicator, sum_number) as cells,
    cast(split_part(cell, ':', 1) as integer) as section,
    split_part(cell, ':', 2) as item,
    split_part(cell, ':', 3) as measure
from split
