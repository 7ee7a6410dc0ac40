with known as (
    select year from {{ ref('int_reports') }}
    where year is not null
    union distinct
    select year from {{ ref('int_filings') }}
),

divided as (
    select max(last_year) as year
    from {{ ref('divisions') }}
)

select
    known.year,
    make_date(known.year, 1, 1) as starts_on,
    concat_ws('', known.year, '年') as label_zh,
    editions.edition,
    editions.basis,
    known.year < extract(year from days.today) as is_over,
    known.year > divided.year as is_carried_forward
from known
cross join divided
cross join {{ ref('stg_days') }} as days
left join {{ ref('editions') }} as editions
    on known.year between editions.first_year and coalesce(editions.last_year, known.year)
