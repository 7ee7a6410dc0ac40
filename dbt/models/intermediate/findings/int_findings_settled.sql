with decided as (
    select
        found.finding_id,
        corrected.report_id as corrected_by,
        corrected.document as corrected_in,
        decisions.state as decision,
        decisions.reason,
        decisions.decided_by,
        decisions.decided_on,
        -- Where no figures are compared, what was decided on is what was told.
        decisions.finding_id is not null and (
            decisions.reported is distinct from found.reported
            or decisions.computed is distinct from found.computed
            or (found.reported is null and decisions.message <> found.message)
        ) as is_lapsed
    from {{ ref('int_findings_identified') }} as found
    left join {{ ref('int_corrections') }} as corrected
        on
            found.agency_id = corrected.agency_id
            and found.year = corrected.year
            and found.rule = corrected.rule
            and found.scope = corrected.scope
    left join {{ ref('int_decisions_latest') }} as decisions
        on found.finding_id = decisions.finding_id
    where found.is_last
)

select
    decided.finding_id,
    decided.corrected_by,
    decided.corrected_in,
    case
        when decided.corrected_by is not null then 'corrected'
        when decided.is_lapsed then 'open'
        else coalesce(decided.decision, 'open')
    end as state,
    decided.is_lapsed,
    decided.decision,
    decided.reason,
    decided.decided_by,
    decided.decided_on,
    coalesce(logged.first_seen, runs.run_on) as first_seen,
    runs.run_on as last_seen
from decided
left join {{ ref('stg_findings_logged') }} as logged
    on decided.finding_id = logged.finding_id
left join {{ ref('stg_runs') }} as runs
    on true
