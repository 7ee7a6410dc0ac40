{#- Whether a line of the form (an alias with from_edition and to_edition) is valid in an edition. -#}
{% macro in_edition(line, edition) -%}
    ({{ line }}.from_edition <= {{ edition }} and coalesce({{ edition }} <= {{ line }}.to_edition, true))
{%- endmacro %}

{#- The same for a line that may have no beginning, such as a term that is valid as long as its rule is. -#}
{% macro in_span(line, edition) -%}
    (coalesce({{ line }}.from_edition <= {{ edition }}, true) and coalesce({{ edition }} <= {{ line }}.to_edition, true))
{%- endmacro %}

{#- The lines of a file of the form, each as worded for every edition, and for none (null). `wording` is 1 for the wording of the edition, or else the last; `first_edition` and `last_edition` are those of the code in any wording. -#}
{% macro worded_for_editions(lines, code) -%}
    select
        editions.edition as worded_in,
        lines.*,
        case
            when {{ in_edition('lines', 'editions.edition') }} then editions.edition
            else lines.from_edition
        end as printed_in,
        row_number() over (
            partition by editions.edition, lines.section, lines.{{ code }}
            order by
                coalesce({{ in_edition('lines', 'editions.edition') }}, false) desc,
                lines.from_edition desc,
                lines.display_order asc
        ) as wording,
        min(lines.from_edition) over same_code as first_edition,
        case
            when count(lines.to_edition) over same_code = count(*) over same_code
                then max(lines.to_edition) over same_code
        end as last_edition
    from (
        select edition from {{ ref('editions') }}
        union all
        select cast(null as string) as edition
    ) as editions
    cross join {{ ref(lines) }} as lines
    window same_code as (partition by editions.edition, lines.section, lines.{{ code }})
{%- endmacro %}

{#- Whether a term counts for a report of an edition and, for rows that can be printed in several ways, a printing. -#}
{% macro in_form(term, report) -%}
    (
        {{ in_span(term, report ~ '.edition') }}
        and ({{ term }}.printing is null or {{ term }}.printing = {{ report }}.counted_printing)
    )
{%- endmacro %}
