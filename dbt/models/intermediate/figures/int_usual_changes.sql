with widths as (
    {{ thresholds_of(['deviations', 'floor_percent']) }}
),

comparable as (
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
),

centred as (
    select
        *,
        median(change) over (partition by basis, reference, rule, item) as middle
    from comparable
),

spread as (
    select
        basis,
        reference,
        rule,
        item,
        count(*) as changes,
        min(middle) as middle,
        -- In a normal distribution, this multiple of the median absolute deviation is the standard deviation.
        1.4826 * median(abs(change - middle)) as deviation
    from centred
    group by basis, reference, rule, item
)

select
    spread.*,
    spread.middle
    - widths.deviations * greatest(spread.deviation, widths.floor_percent / 100.0) as lower_limit,
    spread.middle
    + widths.deviations * greatest(spread.deviation, widths.floor_percent / 100.0) as upper_limit
from spread
inner join widths
    on spread.rule = widths.rule
inner join {{ ref('thresholds') }} as enough
    on
        spread.rule = enough.rule
        and spread.basis = enough.threshold
        and spread.changes >= enough.value
