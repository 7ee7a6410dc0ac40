{{ config(materialized='view') }}

with compared as (
    select
        changes.*,
        labels.row_label || ' ' || labels.column_label as scope_label,
        past.changes as past_changes,
        past.middle as past_middle,
        past.lower_limit as past_lower,
        past.upper_limit as past_upper,
        peers.changes as peer_changes,
        peers.middle as peer_middle,
        peers.lower_limit as peer_lower,
        peers.upper_limit as peer_upper
    from {{ ref('int_changes') }} as changes
    left join {{ ref('int_cell_labels') }} as labels
        on
            changes.edition = labels.edition
            and changes.section = labels.section
            and changes.item = labels.item
            and changes.measure = labels.measure
    left join {{ ref('int_usual_changes') }} as past
        on
            past.basis = 'past'
            and changes.report_id = past.reference
            and changes.rule = past.rule
            and changes.item = past.item
    left join {{ ref('int_usual_changes') }} as peers
        on
            peers.basis = 'peers'
            and changes.peers = peers.reference
            and changes.rule = peers.rule
            and changes.item = peers.item
),

-- A change that is in proportion by one measure is not suspicious, whatever the other says.
outcomes as (
    select
        *,
        case
            when reason is not null then reason
            when change is null then 'missing_terms'
            when not is_large then 'hold'
            when past_changes is null and peer_changes is null then 'too_few_to_compare'
            when change between past_lower and past_upper then 'hold'
            when change between peer_lower and peer_upper then 'hold'
            else 'fail'
        end as outcome
    from compared
)

select
    {{ result({
        'report_id': 'report_id', 'rule': 'rule', 'scope': 'item', 'outcome': 'outcome',
        'missing_terms': "concat_ws(',', "
        ~ "case when figure is null then concat_ws('', section, '.', item, '.', measure) end, "
        ~ "case when figure_before is null then concat_ws('', section, '.', item, '.', measure, '@-1') end)",
        'reported': 'figure', 'computed': 'figure_before',
        'compared': "nullif(concat_ws(',', "
        ~ "case when is_large and past_changes is not null then 'past' end, "
        ~ "case when is_large and peer_changes is not null then 'peers' end), '')",
        'scope_label': 'scope_label', 'section': 'section', 'item': 'item', 'measure': 'measure',
        'texts': texts_of_failure('outcome', {
            'scope': 'scope_label',
            'before': printed_number('figure_before'),
            'now': printed_number('figure'),
            'ratio': printed_ratio('change'),
            'references': "concat_ws('；', "
            ~ usual_change('同类机关同年 ', 'peer_changes', 'peer_middle', 'peer_lower', 'peer_upper') ~ ', '
            ~ usual_change('本机关此前 ', 'past_changes', 'past_middle', 'past_lower', 'past_upper') ~ ')',
        }),
    }) }}
from outcomes
