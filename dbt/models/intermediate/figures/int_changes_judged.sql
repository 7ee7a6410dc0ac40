with compared as (
    select
        changes.*,
        past.changes as past_changes,
        past.middle as past_middle,
        past.lower_limit as past_lower,
        past.upper_limit as past_upper,
        peers.changes as peer_changes,
        peers.middle as peer_middle,
        peers.lower_limit as peer_lower,
        peers.upper_limit as peer_upper
    from {{ ref('int_changes') }} as changes
    left join {{ ref('int_usual_changes') }} as past
        on
            past.basis = 'past'
            and changes.report_id = past.reference
            and changes.rule = past.rule
            and changes.item = past.item
    left join {{ ref('int_usual_changes') }} as peers
        on
            peers.basis = 'peers'
            and changes.peers = peers.reference
            and changes.rule = peers.rule
            and changes.item = peers.item
)

-- What is in proportion by one measure is no suspicion, whatever the other says.
select
    *,
    case
        when reason is not null then reason
        when change is null then 'missing_terms'
        when not is_large then 'hold'
        when past_changes is null and peer_changes is null then 'too_few_to_compare'
        when change between past_lower and past_upper then 'hold'
        when change between peer_lower and peer_upper then 'hold'
        else 'fail'
    end as outcome
from compared
