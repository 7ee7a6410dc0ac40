{{ config(materialized='incremental', meta={'replaces': ['int_replaced_reports']}) }}

-- A row that can be printed in parts has the name of their group.
with cells as (
    select
        cells.report_id,
        reports.edition,
        cells.item,
        items.item_group,
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

added as (
    select
        cells.report_id,
        cells.item_group,
        cells.measure,
        case when count(cells.value) = max(parts.expected) then sum(cells.value) end as value
    from cells
    inner join parts
        on
            cells.edition = parts.edition
            and cells.item_group = parts.item_group
    where cells.is_part
    group by cells.report_id, cells.item_group, cells.measure
),

-- The whole row counts where it has a number, else its parts where all have one.
requests as (
    select
        cells.report_id,
        cells.item,
        concat_ws('', cells.item_group, case when cells.is_part then '_detail' else '' end) as item_group,
        cells.measure,
        cast(coalesce(cells.value, added.value) as decimal(38, 8)) as value,
        cells.value is null and added.value is not null as is_derived
    from cells
    left join added
        on
            cells.report_id = added.report_id
            and cells.item = added.item_group
            and cells.measure = added.measure
    union all
    select
        added.report_id,
        added.item_group as item,
        added.item_group,
        added.measure,
        added.value,
        true as is_derived
    from added
    left join cells
        on
            added.report_id = cells.report_id
            and added.item_group = cells.item
            and added.measure = cells.measure
    where cells.report_id is null
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
