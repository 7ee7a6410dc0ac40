with editions as (
    select edition from {{ ref('editions') }}
    union all
    select cast(null as string) as edition
),

ranked as (
    select
        editions.edition,
        form_columns.*,
        row_number() over (
            partition by editions.edition, form_columns.section, form_columns.measure
            order by
                coalesce({{ in_edition('form_columns', 'editions.edition') }}, false) desc,
                form_columns.from_edition desc,
                form_columns.display_order asc
        ) as wording
    from editions
    cross join {{ ref('columns') }} as form_columns
)

select
    edition,
    section,
    measure,
    label as label_zh,
    label_en,
    kind,
    unit,
    display_order
from ranked
where wording = 1
