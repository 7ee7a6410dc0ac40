select * from {{ ref('int_findings_summed') }}
union all
select * from {{ ref('int_findings_noticed') }}
union all
select * from {{ ref('int_findings_valued') }}
union all
select * from {{ ref('int_findings_formed') }}
union all
select * from {{ ref('int_findings_told') }}
union all
select * from {{ ref('int_findings_alike') }}
union all
select * from {{ ref('int_findings_identical') }}
union all
select * from {{ ref('int_findings_change') }}
union all
select * from {{ ref('int_findings_region') }}
union all
select * from {{ ref('int_findings_timed') }}
