{{ config(materialized='view') }}

-- Each four of the 192 numbers of a sketch are two keys, and the four behind them a place among equal keys.
select
    narratives.report_id,
    narratives.year,
    bands.band,
    {{ two_numbers('narratives.sketch', '4 * bands.band') }} as first_key,
    {{ two_numbers('narratives.sketch', '4 * bands.band + 2') }} as second_key,
    {{ two_numbers('narratives.sketch', '4 * bands.band + 4') }} as first_place,
    {{ two_numbers('narratives.sketch', '4 * bands.band + 6') }} as second_place
from {{ ref('int_narratives') }} as narratives
cross join range(48) as bands (band)
where narratives.compared_with = 'other_agency'
