select * from {{ ref('int_results_sum') }}
union all
select * from {{ ref('int_results_notice') }}
union all
select * from {{ ref('int_results_value') }}
union all
select * from {{ ref('int_results_form') }}
union all
select * from {{ ref('int_results_told') }}
union all
select * from {{ ref('int_results_similar') }}
union all
select * from {{ ref('int_results_identical') }}
union all
select * from {{ ref('int_results_change') }}
union all
select * from {{ ref('int_results_region') }}
union all
select * from {{ ref('int_results_time') }}
union all
select * from {{ ref('int_results_filing') }}
