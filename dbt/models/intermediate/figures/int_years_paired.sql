select
    reports.report_id,
    reports.rule,
    reports.section,
    reports.previous_report_id,
    case
        when reports.reason = 'superseded' then 'superseded'
        when reports.previous_report_id is null then 'no_previous_report'
        when previous.report_id is null then 'previous_edition_differs'
        when reports.reason is not null then reports.reason
        when previous.reason = 'figures_missing' then 'figures_missing'
        when reports.digest = previous.digest then 'fail'
        when reports.blanks + previous.blanks = 0 then 'hold'
        -- Blanks can hide that figures are the same, but no more of them than there are blanks.
        when abs(reports.figures_not_zero - previous.figures_not_zero) > reports.blanks + previous.blanks
            then 'hold'
    end as outcome
from {{ ref('int_table_digests') }} as reports
left join {{ ref('int_table_digests') }} as previous
    on
        reports.previous_report_id = previous.report_id
        and reports.rule = previous.rule
where reports.rule = 'figures_repeated'
