with totals as (
    select distinct
        edition,
        section,
        total
    from {{ ref('int_form_totals') }}
),

worded as (
    select
        cells.*,
        concat_ws(
            '',
            {{ without_remark('labels.item_label') }},
            case
                when totals.total is not null then ''
                else concat_ws('', '·', {{ without_remark('labels.column_label') }})
            end
        ) as label
    from {{ ref('int_statement_cells') }} as cells
    inner join {{ ref('int_cell_labels') }} as labels
        on
            cells.edition is not distinct from labels.edition
            and cells.section = labels.section
            and cells.item = labels.item
            and cells.measure = labels.measure
    left join totals
        on
            cells.edition = totals.edition
            and cells.section = totals.section
            and cells.measure = totals.total
)

select
    report_id,
    rule,
    fact,
    sum_number,
    case when count(value) = count(*) then cast(sum(value) as decimal(38, 8)) end as computed,
    bool_and(is_whole) as is_whole,
    bool_or(is_row_sum) as has_row_sum,
    {{ joined_text(
        "concat_ws('', section, '.', item, '.', case when is_row_sum then '*' else measure end)", '+', 'position'
    ) }} as compared,
    concat_ws(
        '',
        {{ joined_text("concat_ws('', label, ' ', " ~ printed_number('value') ~ ")", ' + ', 'position') }},
        case when count(*) > 1 then concat_ws('', ' = ', {{ printed_number('sum(value)') }}) else '' end
    ) as equation
from worded
group by report_id, rule, fact, sum_number
