select
    layouts.layout,
    layouts.rule,
    rules.title,
    layouts.assessed,
    layouts.failing,
    layouts.failing_share,
    layouts.is_doubtful
from {{ ref('int_layouts') }} as layouts
inner join {{ ref('int_rules') }} as rules
    on layouts.rule = rules.rule
