with thresholds as (
    {{ thresholds_of(['not_zero', 'different', 'blank_percent']) }}
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
    where form.printing is null
    group by form.edition, tables.rule, tables.section
)

select
    reports.report_id,
    rules.rule,
    expected.section,
    reports.agency_id,
    reports.year,
    reports.previous_report_id,
    digested.digest,
    digested.figures_not_zero,
    expected.figures - digested.figures as blanks,
    case
        when not reports.is_current then 'superseded'
        when coalesce(digested.figures, 0) * 100 < expected.figures * (100 - thresholds.blank_percent)
            then 'figures_missing'
        when digested.figures_not_zero < thresholds.not_zero then 'too_few_figures'
        when digested.figures_different < thresholds.different then 'too_few_figures'
    end as reason
from {{ ref('int_reports') }} as reports
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
left join {{ ref('int_figures_digested') }} as digested
    on
        reports.report_id = digested.report_id
        and rules.rule = digested.rule
