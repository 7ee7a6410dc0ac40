with named as (
    select
        agencies.report_id,
        agencies.place,
        {{ without_seat('spelled.plain_name') }} as name
    from {{ ref('int_report_agencies') }} as agencies
    inner join {{ ref('stg_reports') }} as reports
        on agencies.report_id = reports.report_id
    inner join {{ ref('int_agency_names') }} as spelled
        on reports.agency = spelled.agency
),

-- A government and its office can be one that files twice, as can two of a name whose region is unknown.
of_two_agencies as (
    select scored.*
    from {{ ref('int_narratives_scored') }} as scored
    inner join named as one
        on scored.report_id = one.report_id
    inner join named as another
        on scored.other_report_id = another.report_id
    where
        scored.compared_with = 'previous_year'
        or not (
            (one.place = another.place or 'unresolved' in (one.place, another.place))
            and (ends_with(one.name, another.name) or ends_with(another.name, one.name))
        )
),

directed as (
    select
        rule,
        compared_with,
        report_id,
        other_report_id,
        similarity
    from of_two_agencies
    union all
    select
        rule,
        compared_with,
        other_report_id as report_id,
        report_id as other_report_id,
        similarity
    from of_two_agencies
    where compared_with = 'other_agency'
)

select
    *,
    row_number() over (partition by report_id, rule order by similarity desc, other_report_id asc) as choice,
    count(*) over (partition by report_id, rule) as choices
from directed
