with forms as (
    select distinct
        edition,
        counted_printing
    from {{ ref('int_reports_versioned') }}
),

parts as (
    select
        forms.edition,
        forms.counted_printing,
        terms.rule,
        terms.scope,
        terms.part,
        terms.year_offset,
        count(*) as terms
    from forms
    inner join {{ ref('int_terms_formed') }} as terms
        on
            coalesce(terms.edition, forms.edition) = forms.edition
            and (terms.printing is null or forms.counted_printing = terms.printing)
    group by all
)

-- A rule that does not apply has no parts, and neither numbers nor terms.
select
    applied.report_id,
    applied.rule,
    applied.scope,
    min(applied.reason) as reason,
    sum(added.reported) as reported,
    sum(added.computed) as computed,
    sum(parts.terms) = sum(coalesce(added.valued, 0)) as is_whole
from {{ ref('int_rules_applied') }} as applied
left join parts
    on
        case when applied.reason is null then applied.rule end = parts.rule
        and applied.scope = parts.scope
        and applied.edition = parts.edition
        and applied.counted_printing is not distinct from parts.counted_printing
left join {{ ref('int_sums_parted') }} as added
    on
        case parts.year_offset when 0 then applied.report_id else applied.previous_report_id end
        = added.report_id
        and parts.part = added.part
group by applied.report_id, applied.rule, applied.scope
