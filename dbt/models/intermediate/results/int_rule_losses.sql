{{ config(materialized='view') }}

select distinct
    notices.report_id,
    losses.rule
from {{ ref('int_notices') }} as notices
inner join {{ ref('losses') }} as losses
    on notices.notice = losses.notice
