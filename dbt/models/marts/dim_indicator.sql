-- A share can be had in the editions that have both its parts; what is said of the report itself, in all.
with cells as (
    select
        indicators.indicator,
        min(form.edition) as from_edition,
        bool_or(editions.last_year is null) as is_in_force,
        max(form.edition) as to_edition
    from {{ ref('indicators') }} as indicators
    inner join {{ ref('int_indicator_cells') }} as cells
        on cells.indicator in (indicators.indicator, indicators.numerator, indicators.denominator)
    inner join {{ ref('int_form_cells') }} as form
        on
            cells.section = form.section
            and cells.item = form.item
            and cells.measure = form.measure
    inner join {{ ref('editions') }} as editions
        on form.edition = editions.edition
    where
        not exists (
            select 1
            from {{ ref('int_indicator_editions') }} as gaps
            where
                form.edition = gaps.edition
                and (
                    contains(gaps.absent, '|' || indicators.numerator || '|')
                    or contains(gaps.absent, '|' || indicators.denominator || '|')
                )
        )
    group by indicators.indicator
)

select
    indicators.indicator,
    indicators.kind,
    indicators.label as label_zh,
    indicators.label_en,
    indicators.unit,
    indicators.cells,
    indicators.numerator,
    indicators.denominator,
    indicators.small_below,
    indicators.definition as definition_zh,
    indicators.definition_en,
    indicators.caveat as caveat_zh,
    indicators.caveat_en,
    indicators.display_order,
    cells.from_edition,
    case when not cells.is_in_force then cells.to_edition end as to_edition
from {{ ref('indicators') }} as indicators
left join cells
    on indicators.indicator = cells.indicator
