-- The same bytes can have been found in several places: where they were read counts, else where they were
-- first.
with found as (
    select
        documents.report_id,
        documents.address,
        documents.fetched_at,
        documents.page_address,
        documents.origin,
        reports.published_on,
        row_number() over (
            partition by documents.report_id
            order by
                case when documents.status = 'extracted' then 1 else 2 end,
                documents.fetched_at nulls last,
                documents.document
        ) as choice
    from {{ ref('stg_documents') }} as documents
    inner join {{ ref('stg_reports') }} as reports
        on documents.report_id = reports.report_id
    where documents.origin is not null
),

dated_unread as (
    select
        report_id,
        max(published_on) as published_on
    from {{ ref('stg_unread') }}
    group by report_id
),

-- A page that links to a report can be a report itself. Without tables it is no more than a cover, be it that
-- its title is that of a report.
pages as (
    select
        documents.address,
        documents.report_id,
        documents.fetched_at,
        coalesce(instr(replace(reports.layout, ' none', ''), ' ') > 0, false) as has_tables,
        coalesce(reports.published_on, dated_unread.published_on) as published_on
    from {{ ref('stg_documents') }} as documents
    left join {{ ref('stg_reports') }} as reports
        on documents.report_id = reports.report_id
    left join dated_unread
        on documents.report_id = dated_unread.report_id
    where documents.address in (select found.page_address from found)
),

-- Of a page published several times, the one that was there when the report was fetched.
linked as (
    select
        found.report_id,
        pages.report_id as page_id,
        pages.fetched_at,
        pages.has_tables,
        pages.published_on,
        row_number() over (
            partition by found.report_id
            order by
                case when pages.fetched_at <= found.fetched_at then pages.fetched_at end desc nulls last,
                pages.fetched_at asc nulls last,
                pages.report_id asc
        ) as choice
    from found
    inner join pages
        on
            found.page_address = pages.address
            and found.report_id <> pages.report_id
    where found.choice = 1
)

select
    found.report_id,
    found.address,
    found.fetched_at,
    found.page_address,
    found.origin,
    linked.page_id,
    case
        when linked.page_id is null then 'alone'
        when linked.has_tables then 'beside_report'
        else 'below_cover'
    end as place,
    -- A report below a cover was published with that, whatever day it gives itself.
    case
        when linked.has_tables then coalesce(found.published_on, linked.published_on)
        else coalesce(linked.published_on, found.published_on)
    end as published_on,
    coalesce(linked.published_on is not null and (found.published_on is null or not linked.has_tables), false)
        as is_dated_by_page,
    case when linked.has_tables then linked.fetched_at else found.fetched_at end as version_at
from found
left join linked
    on
        found.report_id = linked.report_id
        and linked.choice = 1
where found.choice = 1
