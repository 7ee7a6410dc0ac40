select * from {{ ref('int_findings_summed') }}
union all
select * from {{ ref('int_findings_noticed') }}
