{{ config(materialized='incremental', meta={'replaces': ['int_replaced_reports']}) }}

-- Rows that can be printed in several ways do not count; a total contains them.
with thresholds as (
    {{ thresholds_of(['not_zero', 'different', 'blank_percent']) }}
),

digested as (
    select
        cells.report_id,
        tables.rule,
        count(cells.value) as figures,
        count(*) filter (where cells.value <> 0) as figures_not_zero,
        count(distinct cells.value) filter (where cells.value <> 0) as figures_different,
        {{ unordered_digest(
            ['cells.item', 'cells.measure', 'cells.value']
        ) }} filter (where cells.value <> 0) as digest,
        min(cells.table_number) as table_number,
        min(cells.page_number) as page_number,
        min(cells.line_number) as line_number
    from {{ ref('int_cells') }} as cells
    inner join {{ ref('int_form_items') }} as items
        on
            items.edition is null
            and cells.section = items.section
            and cells.item = items.item
            and items.printing is null
    inner join {{ ref('watched') }} as tables
        on
            cells.section = tables.section
            and tables.item is null
    group by cells.report_id, tables.rule
),

expected as (
    select
        form.edition,
        tables.rule,
        tables.section,
        count(*) as figures
    from {{ ref('int_form_cells') }} as form
    inner join {{ ref('watched') }} as tables
        on
            form.section = tables.section
            and tables.item is null
            and {{ in_span('tables', 'form.edition') }}
    where form.printing is null
    group by form.edition, tables.rule, tables.section
)

select
    reports.report_id,
    rules.rule,
    rules.test,
    expected.section,
    reports.agency_id,
    reports.year,
    reports.previous_report_id,
    digested.digest,
    digested.figures_not_zero,
    digested.table_number,
    digested.page_number,
    digested.line_number,
    expected.figures - digested.figures as blanks,
    case
        when not reports.is_current then 'superseded'
        when coalesce(digested.figures, 0) * 100 < expected.figures * (100 - thresholds.blank_percent)
            then 'figures_missing'
        when digested.figures_not_zero < thresholds.not_zero then 'too_few_figures'
        when digested.figures_different < thresholds.different then 'too_few_figures'
    end as reason
from {{ ref('int_evaluated_reports') }} as reports
inner join {{ ref('int_rules') }} as rules
    on
        rules.kind = 'identical'
        and {{ in_edition('rules', 'reports.edition') }}
inner join expected
    on
        reports.edition = expected.edition
        and rules.rule = expected.rule
inner join thresholds
    on rules.rule = thresholds.rule
left join digested
    on
        reports.report_id = digested.report_id
        and rules.rule = digested.rule
