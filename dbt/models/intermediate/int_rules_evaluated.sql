select * from {{ ref('int_results_summed') }}
union all
select * from {{ ref('int_results_noticed') }}
union all
select * from {{ ref('int_results_valued') }}
union all
select * from {{ ref('int_results_formed') }}
union all
select * from {{ ref('int_results_told') }}
union all
select * from {{ ref('int_results_alike') }}
union all
select * from {{ ref('int_results_identical') }}
union all
select * from {{ ref('int_results_change') }}
union all
select * from {{ ref('int_results_region') }}
union all
select * from {{ ref('int_results_timed') }}
union all
select * from {{ ref('int_results_filed') }}
