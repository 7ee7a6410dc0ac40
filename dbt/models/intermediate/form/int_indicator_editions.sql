with present as (
    select distinct
        form.edition,
        cells.indicator
    from {{ ref('int_indicator_cells') }} as cells
    inner join {{ ref('int_form_cells') }} as form
        on
            cells.section = form.section
            and cells.item = form.item
            and cells.measure = form.measure
),

form as (
    select
        edition,
        count(*) filter (where printing is null) as cells_always,
        count(*) filter (where printing = 'one_row') as cells_in_one_row,
        count(*) filter (where printing = 'three_rows') as cells_in_three_rows
    from {{ ref('int_form_cells') }}
    group by edition
)

select
    editions.edition,
    form.cells_always,
    form.cells_in_one_row,
    form.cells_in_three_rows,
    concat_ws(
        '',
        '|',
        {{ joined_text(
            'case when present.edition is null then indicators.indicator end', '|', 'indicators.display_order'
        ) }},
        '|'
    ) as absent
from {{ ref('editions') }} as editions
cross join {{ ref('indicators') }} as indicators
left join form
    on editions.edition = form.edition
left join present
    on
        editions.edition = present.edition
        and indicators.indicator = present.indicator
where indicators.cells is not null
group by all
