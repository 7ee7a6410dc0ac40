with editions as (
    select edition from {{ ref('editions') }}
    union all
    select cast(null as string) as edition
),

ranked as (
    select
        editions.edition as worded_in,
        form_columns.*,
        row_number() over (
            partition by editions.edition, form_columns.section, form_columns.measure
            order by
                coalesce({{ in_edition('form_columns', 'editions.edition') }}, false) desc,
                form_columns.from_edition desc,
                form_columns.display_order asc
        ) as wording,
        min(form_columns.from_edition) over same_measure as first_edition,
        case
            when count(form_columns.to_edition) over same_measure = count(*) over same_measure
                then max(form_columns.to_edition) over same_measure
        end as last_edition
    from editions
    cross join {{ ref('columns') }} as form_columns
    window same_measure as (partition by editions.edition, form_columns.section, form_columns.measure)
)

select
    worded_in as edition,
    section,
    measure,
    label as label_zh,
    label_en,
    kind,
    unit,
    display_order,
    first_edition as from_edition,
    last_edition as to_edition
from ranked
where wording = 1
