with gone as (
    select
        logged.*,
        {{ subject_of('logged') }} as subject
    from {{ ref('stg_findings_logged') }} as logged
    left join {{ ref('int_findings') }} as found
        on logged.finding_id = found.finding_id
    where found.finding_id is null
),

reports as (
    select
        versioned.report_id,
        {{ subject_of('versioned') }} as subject
    from {{ ref('int_reports') }} as versioned
    where versioned.is_current
),

-- Of millions of results, those of few reports.
concerned as (
    select gone.report_id
    from gone
    where gone.report_id is not null
    union distinct
    select reports.report_id
    from reports
    inner join gone
        on reports.subject = gone.subject
),

results as (
    select
        report_id,
        agency_id,
        year,
        rule,
        scope,
        status
    from {{ ref('fct_rule_results') }}
    where report_id in (select concerned.report_id from concerned)
),

missing_reports as (
    select
        agency_id,
        year,
        rule,
        status
    from {{ ref('fct_rule_results') }}
    where report_id is null
),

reasons as (
    select
        gone.finding_id,
        coalesce(gone.gone_since, runs.run_on) as gone_since,
        case
            when rules.rule is null then 'rule_withdrawn'
            when own_results.status = 'hold' then 'judged_anew'
            when results.status = 'hold' then 'corrected'
            when coalesce(results.status, missing.status) = 'not_assessed' then 'not_assessed'
            when reports.report_id is not null then 'not_applicable'
            when own.report_id is not null then 'judged_anew'
            -- A missing report had no document that could have gone.
            when gone.report_id is null then coalesce(gone.gone_because, 'not_applicable')
            else coalesce(gone.gone_because, 'report_gone')
        end as gone_because
    from gone
    left join {{ ref('int_rules') }} as rules
        on gone.rule = rules.rule
    left join {{ ref('int_reports') }} as own
        on gone.report_id = own.report_id
    left join results as own_results
        on
            gone.report_id = own_results.report_id
            and gone.rule = own_results.rule
            and gone.scope = own_results.scope
    left join reports
        on gone.subject = reports.subject
    left join results
        on
            reports.report_id = results.report_id
            and gone.rule = results.rule
            and gone.scope = results.scope
    left join missing_reports as missing
        on
            gone.report_id is null
            and gone.agency_id = missing.agency_id
            and gone.year = missing.year
            and gone.rule = missing.rule
    left join {{ ref('stg_runs') }} as runs
        on true
)

select
    findings.finding_id,
    findings.agency_id,
    findings.agency,
    findings.region_code,
    findings.year,
    findings.report_id,
    findings.document,
    findings.rule,
    findings.title,
    findings.failure,
    findings.severity,
    findings.scope,
    findings.scope_label,
    findings.reported,
    findings.computed,
    findings.message,
    findings.first_seen,
    findings.last_seen,
    cast(null as date) as gone_since,
    cast(null as string) as gone_because
from {{ ref('fct_findings') }} as findings
where findings.is_latest
union all
select
    logged.finding_id,
    logged.agency_id,
    logged.agency,
    logged.region_code,
    logged.year,
    logged.report_id,
    logged.document,
    logged.rule,
    logged.title,
    coalesce(rules.failure, logged.title) as failure,
    logged.severity,
    logged.scope,
    logged.scope_label,
    logged.reported,
    logged.computed,
    logged.message,
    logged.first_seen,
    logged.last_seen,
    reasons.gone_since,
    reasons.gone_because
from {{ ref('stg_findings_logged') }} as logged
inner join reasons
    on logged.finding_id = reasons.finding_id
left join {{ ref('rules') }} as rules
    on logged.rule = rules.rule
