-- On how many current reports of a year a rule was assessed and fails, and what its findings were judged to be.
select
    cast(year as varchar) as key, rule, assessed, failing, findings_open, findings_confirmed, findings_unfounded,
    findings_accepted, findings_corrected, round(100 * false_alarm_share, 2) as false_alarms
from marts.mart_rule_year
order by key, rule
