-- A kind of rule whose results are lost, by its model or by the union, would look as if nothing failed.
-- Rules of kind region are about governments with others below them only.
select
    reports.report_id,
    rules.rule
from {{ ref('int_evaluated_reports') }} as reports
inner join {{ ref('int_rules') }} as rules
    on
        {{ in_edition('rules', 'reports.edition') }}
        and rules.kind <> 'region'
left join {{ ref('fct_rule_results') }} as results
    on
        reports.report_id = results.report_id
        and rules.rule = results.rule
where results.rule is null
