select * from {{ ref('int_results_summed') }}
union all
select * from {{ ref('int_results_noticed') }}
