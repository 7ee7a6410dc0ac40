with sums as (
    select
        facts.fact,
        rules.rule,
        rules.from_edition,
        rules.to_edition,
        {{ numbered_parts('facts.cells', ' ', 'cells', 'sum_number') }}
    from {{ ref('facts') }} as facts
    inner join {{ ref('int_rules') }} as rules
        on facts.rule = rules.rule
),

split as (
    select
        *,
        {{ numbered_parts('cells', '+', 'cell', 'position') }}
    from sums
)

-- A row of a printing is a row of every edition, as many reports print it the way another edition requires.
-- What an edition does not have is not in its sums.
select distinct
    editions.edition,
    split.*,
    expected.section,
    expected.item,
    expected.measure,
    expected.printing
from split
inner join {{ ref('int_form_cells') }} as expected
    on split.cell = concat_ws('', expected.section, ':', expected.item, ':', expected.measure)
inner join {{ ref('editions') }} as editions
    on
        (expected.edition = editions.edition or expected.printing is not null)
        and {{ in_edition('split', 'editions.edition') }}
