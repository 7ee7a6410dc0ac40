{{ config(materialized='incremental', meta={'replaces': ['int_replaced_reports']}) }}

-- A row that can be printed in parts has the name of their group.
with cells as (
    select
        cells.report_id,
        reports.edition,
        cells.item,
        items.item_group,
        items.printing is not null and cells.item = items.item_group as is_whole,
        items.printing is not null and cells.item <> items.item_group as is_part,
        cells.measure,
        cells.value
    from {{ ref('int_cells') }} as cells
    inner join {{ ref('int_form_items') }} as items
        on
            items.edition is null
            and cells.section = items.section
            and cells.item = items.item
            and items.subject = 'requests'
    inner join {{ ref('stg_reports') }} as reports
        on cells.report_id = reports.report_id
),

printed_whole as (
    select distinct
        report_id,
        item_group
    from cells
    where is_whole
),

-- A report on an edition with the whole row may print the parts of another one.
parts as (
    select
        editions.edition,
        form_rows.item_group,
        coalesce(
            nullif(count(*) filter (where {{ in_edition('form_rows', 'editions.edition') }}), 0),
            min(count(*) filter (where form_rows.to_edition is null)) over (partition by form_rows.item_group)
        ) as expected
    from {{ ref('editions') }} as editions
    cross join {{ ref('rows') }} as form_rows
    where form_rows.printing is not null and form_rows.item <> form_rows.item_group
    group by editions.edition, form_rows.item_group
),

requests as (
    select
        report_id,
        item,
        case when is_part then concat(item_group, '_detail') else item_group end as item_group,
        measure,
        cast(value as decimal(38, 8)) as value,
        false as is_derived
    from cells
    union all
    select
        cells.report_id,
        cells.item_group as item,
        cells.item_group,
        cells.measure,
        case when count(cells.value) = max(parts.expected) then sum(cells.value) end as value,
        true as is_derived
    from cells
    inner join parts
        on
            cells.edition = parts.edition
            and cells.item_group = parts.item_group
    left join printed_whole
        on
            cells.report_id = printed_whole.report_id
            and cells.item_group = printed_whole.item_group
    where cells.is_part and printed_whole.report_id is null
    group by cells.report_id, cells.item_group, cells.measure
)

select
    requests.report_id,
    reports.agency_id,
    reports.agency,
    reports.region_code,
    reports.year,
    requests.item,
    requests.item_group,
    requests.measure as applicant,
    requests.value as requests,
    requests.is_derived
from requests
inner join {{ ref('int_reports') }} as reports
    on requests.report_id = reports.report_id
