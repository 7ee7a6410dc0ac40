{{ config(materialized='view') }}

select
    'peers' as basis,
    peers as reference,
    rule,
    item,
    change
from {{ ref('int_changes') }}
where change is not null and peers is not null
union all
select
    'past' as basis,
    changes.report_id as reference,
    changes.rule,
    changes.item,
    earlier.change
from {{ ref('int_changes') }} as changes
inner join {{ ref('int_changes') }} as earlier
    on
        changes.agency_id = earlier.agency_id
        and changes.rule = earlier.rule
        and changes.item = earlier.item
        and changes.year > earlier.year
where changes.change is not null and changes.is_large and earlier.change is not null
