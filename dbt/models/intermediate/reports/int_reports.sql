{{ config(meta={'kept': true}) }}

with doubts as (
    select
        report_id,
        bool_or(field = 'year' and confidence = 'doubtful') as is_year_doubtful,
        bool_or(field = 'region_code' and value is null) as is_region_open
    from {{ ref('stg_evidence') }}
    group by report_id
),

identified as (
    select
        reports.report_id,
        reports.document,
        reports.sha256,
        reports.title,
        reports.agency,
        reports.agency_type,
        reports.region_code,
        reports.index_number,
        reports.year,
        reports.edition,
        -- An attachment was published with the page that links to it.
        coalesce(origins.published_on, reports.published_on) as published_on,
        coalesce(origins.is_dated_by_page, false) as is_dated_by_page,
        reports.period_start,
        reports.period_end,
        reports.closed_printing,
        reports.layout,
        origins.address,
        origins.fetched_at,
        origins.page_address,
        origins.origin,
        origins.version_at,
        -- The attachment of a report comes directly before it, the report below a cover directly after that.
        case origins.place
            when 'beside_report' then 1
            when 'below_cover' then 3
            else 2
        end as place_in_publication,
        coalesce(doubts.is_year_doubtful, false) as is_year_doubtful,
        -- 县司法局, in any county, and 鼓楼区, in four cities, are not one agency just because they share a name.
        case
            when
                reports.region_code is null
                and (
                    coalesce(doubts.is_region_open, false)
                    or {{ is_of_some_place('reports.agency') }}
                )
                then null
            else agencies.agency_id
        end as agency_id
    from {{ ref('stg_reports') }} as reports
    left join {{ ref('int_report_agencies') }} as agencies
        on reports.report_id = agencies.report_id
    left join doubts
        on reports.report_id = doubts.report_id
    left join {{ ref('int_report_origins') }} as origins
        on reports.report_id = origins.report_id
),

keyed as (
    select
        *,
        case when agency_id is null or year is null then report_id else '' end as unplaced_id
    from identified
),

numbered as (
    select
        *,
        row_number() over versions as version_number,
        lag(report_id) over versions as earlier_report_id,
        count(*) over (partition by agency_id, year, unplaced_id) as last_version_number
    from keyed
    window
        versions as (
            partition by agency_id, year, unplaced_id
            -- Of a report and its attachment, the attachment first: the page is what people read.
            order by
                published_on asc nulls first,
                version_at asc nulls first,
                place_in_publication asc,
                document asc,
                report_id asc
        )
)

select
    numbered.*,
    numbered.version_number = numbered.last_version_number as is_current,
    coalesce(numbered.closed_printing, editions.closed_printing) as counted_printing,
    previous.report_id as previous_report_id,
    previous.edition as previous_edition
from numbered
left join {{ ref('editions') }} as editions
    on numbered.edition = editions.edition
left join numbered as previous
    on
        -- A condition on this side alone, in a left join, would be tried on every pair of reports.
        case when not numbered.is_year_doubtful then numbered.agency_id end = previous.agency_id
        and numbered.year = previous.year + 1
        and previous.version_number = previous.last_version_number
        and not previous.is_year_doubtful
