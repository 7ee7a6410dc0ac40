-- All that is known of the reports of some agencies, a line each: the agency, and its reports as JSON.
-- Cells are parallel lists: place in the form's list of cells, number, and where it is printed; `others` has the text of
-- those that print anything else than the number alone.
with reports as (
    select coalesce(agency_id, report_id) as owner, *
    from marts.fct_reports
    semi join asked on coalesce(agency_id, report_id) = asked.owner
),

figures as (
    select
        cells.*,
        positions.position,
        case when value = trunc(value) then to_json(cast(value as bigint)) else to_json(cast(value as double)) end as number
    from marts.fct_cells as cells
    semi join reports using (report_id)
    inner join positions using (section, item, measure)
),

printed as (
    select
        report_id,
        json_object(
            'positions', list(position order by position),
            'values', list(number order by position),
            'tables', if(count(table_number) > 0, list(table_number order by position), null),
            'rows', if(count(row_number) > 0, list(row_number order by position), null),
            'columns', if(count(column_number) > 0, list(column_number order by position), null),
            'pages', if(count(page_number) > 0, list(page_number order by position), null),
            'lines', if(count(line_number) > 0, list(line_number order by position), null),
            'others', list(json_array(position, raw, note, unit) order by position)
                filter (where raw is distinct from cast(number as varchar) or unit is not null)
        ) as cells
    from figures
    group by report_id
),

found as (
    select report_id, to_json(list({findings} order by severity, section nulls last, rule, scope)) as findings
    from marts.fct_findings
    semi join reports using (report_id)
    group by report_id
),

told as (
    select
        report_id,
        to_json(list(
            json_object(
                'fact', fact, 'label', fact_label_zh, 'value', cast(value as double), 'raw', raw, 'sentence', sentence,
                'page', page_number, 'line', line_number, 'coverage', coverage, 'counting', counting
            ) order by line_number, fact
        )) as statements
    from marts.fct_statements
    semi join reports using (report_id)
    group by report_id
),

noticed as (
    select
        report_id,
        to_json(list(
            json_object(
                'severity', severity, 'message', message, 'table', table_number, 'row', row_number,
                'column', column_number, 'page', page_number, 'line', line_number
            ) order by severity, line_number, message
        )) as notices
    from marts.fct_notices
    semi join reports using (report_id)
    group by report_id
),

revised as (
    select
        report_id,
        to_json(list(
            json_array(section, item, measure, row_label, column_label, change, raw_before, raw)
            order by section, row_label, column_label
        )) as revisions
    from marts.fct_revisions
    semi join reports using (report_id)
    group by report_id
),

evidence as (
    select
        report_id,
        to_json(list(
            json_array(field, value, source, confidence, candidates) order by field
        )) as evidence
    from marts.fct_evidence
    semi join reports using (report_id)
    group by report_id
),

open_rules as (
    select
        report_id,
        to_json(list(json_array(rule, reason, scopes, missing_terms) order by rule, reason)) as unassessed
    from (
        select report_id, rule, reason, count(*) as scopes, min(missing_terms) as missing_terms
        from marts.fct_rule_results
        semi join reports using (report_id)
        where status = 'not_assessed'
        group by all
    )
    group by report_id
)

select
    reports.owner,
    to_json(list(
        json_object(
            'id', report_id, 'agency', reports.agency, 'year', reports.year, 'edition', edition, 'title', reports.title,
            'document', document, 'address', address, 'page_address', page_address,
            -- China's time, which has had no summer time since 1991.
            'fetched_at', strftime(fetched_at + interval 8 hour, '%Y-%m-%d %H:%M'), 'version', version_number, 'is_current', is_current,
            'published_on', cast(published_on as varchar), 'days_late', days_late,
            'period', json_array(cast(period_start as varchar), cast(period_end as varchar)),
            'index_number', index_number, 'closed_printing', closed_printing,
            'counts', json_array(rules_hold, rules_fail, rules_not_applicable, rules_not_assessed),
            'cells', cells, 'findings', coalesce(findings, '[]'::json),
            'statements', coalesce(statements, '[]'::json), 'notices', coalesce(noticed.notices, '[]'::json),
            'changes', json_array(cells_revised, findings_mended, findings_brought),
            'unassessed', coalesce(unassessed, '[]'::json),
            'revisions', coalesce(revisions, '[]'::json), 'evidence', coalesce(evidence, '[]'::json)
        ) order by year desc nulls last, version_number desc nulls last, report_id
    )) as reports
from reports
left join printed using (report_id)
left join found using (report_id)
left join told using (report_id)
left join noticed using (report_id)
left join revised using (report_id)
left join evidence using (report_id)
left join open_rules using (report_id)
group by reports.owner
order by reports.owner
