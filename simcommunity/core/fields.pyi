# Made by tests/make_fields.py from the structured types; a field is added there, not here.
# An agent, a plain object and a row of an array all have these attributes.
from collections.abc import Sequence
from typing import Any, Protocol

class World(Protocol):
    read_active: float
    read_muted: float
    muted_lure: float
    outside_load: float
    greeting: float
    greeting_fade: float
    greeting_habit: float
    theme: float
    theme_varies: float
    launch: float
    launch_varies: float
    launch_keeps: float
    invitation: float
    reply_pull: float
    reply_saturation: float
    boldness: float
    threshold_width: float
    crowd_usual: float
    recency: float
    most_ready: float
    habit: float
    habit_gain: float
    habit_keeps: float
    sunk_effort: float
    heard_habit: float
    heard_belonging: float
    go_on: float
    company_talk: float
    stays_new: float
    tie_gain: float
    first_tie: float
    chat_worth: float
    chat_enough: float
    level_distance: float
    repetition: float
    topic_keeps: float
    benefit_renewal: float
    first_benefit: float
    money_unit: float
    ads_irritate: float
    trust_softens: float
    need_softens: float
    boast_irritates: float
    push_irritates: float
    wear: float
    promoted: float
    wear_keeps: float
    hand_variation: float
    pressing_irritates: float
    overload_from: float
    overload_irritates: float
    flood_irritates: float
    off_topic_irritates: float
    spam_irritates: float
    neglect_irritates: float
    loss_irritates: float
    hopes_adapt: float
    hopes_fall: float
    irritation_keeps: float
    first_trust: float
    customer_trust: float
    trust_gain: float
    trust_loss: float
    answer_trust: float
    trust_keeps: float
    witness_trust: float
    exposure_rate: float
    memory_gain: float
    memory_rate: float
    memory_fast_keeps: float
    memory_slow_keeps: float
    memory_consolidates: float
    customer_memory: float
    order_base: float
    order_trust: float
    order_memory: float
    order_exposure: float
    order_interest: float
    customer_interest: float
    need_waits: float
    stranger_anyway: float
    deal_felt: float
    deal_ahead: float
    deal_waits: float
    price_elastic: float
    trust_forgives: float
    budget: float
    budget_varies: float
    basket_varies: float
    order_varies: float
    order_discount: float
    most_discount: float
    order_satisfaction: float
    order_price: float
    reference_ticket: float
    experience_spread: float
    expected_quality: float
    expected_by_trust: float
    claim_expected: float
    loss_aversion: float
    experience_weight: float
    purchase_trust: float
    purchase_memory: float
    grab_anyway: float
    packet_unit: float
    packet_most: float
    packet_shares: float
    packet_comes: float
    send_on: float
    sent_on_yuan: float
    muting: float
    mute_base: float
    mute_irritation: float
    unmute_base: float
    leave_base: float
    leave_irritation: float
    leave_loss: float
    leave_satisfaction: float
    leave_follows: float
    loss_keeps: float
    muted_stays: float
    hold_benefit: float
    hold_belonging: float
    hold_ties: float
    hold_sunk: float
    first_belonging: float
    earned_belonging: float
    event_belonging: float
    event_memory: float
    belonging_keeps: float
    patience: float
    request_expires: float
    ritual: float
    read_moments: float
    moments_attention: float
    moments_intrusion: float
    private_intrusion: float
    trace_keeps: float
    private_wears: float
    private_annoys: float
    private_blocks: float
    care_trust: float
    likes: float
    profile: float
    profile_rate: float
    openness_half: float
    hide_base: float
    hide_irritation: float
    hide_trust: float
    block_share: float
    asking: float
    enquiry_minutes: float
    convert_base: float
    convert_skill: float
    convert_trust: float
    latency_cost: float
    latency_half: float
    trust_waits: float
    latency_unit: float
    unanswered_trust: float
    talk_base: float
    ip_voice: float
    assistant_drop: float
    label_cost: float
    label_ticket: float
    mention: float
    mention_pull: float
    crowd_seen: float
    invite_anyway: float
    alike: float
    recommended: float
    referral_trust: float
    duty_call: float
    duty_kept: float
    duty_forgotten: float
    renew_base: float
    renew_benefit: float
    renew_belonging: float
    renew_trust: float
    renew_company: float
    big_name: float
    names_enough: float
    renew_price: float
    scarcity: float
    pressing_sells: float
    claim_sells: float
    pressing_costs: float
    pressing_trust: float
    pressing_expected: float
    standing_returns: float
    attendance: float
    meeting_belonging: float
    meeting_trust: float
    meeting_tie: float
    folded_reads: float
    moderation_minutes: float
    moderation_chill: float
    answer_minutes: float
    team_voice: float
    gate_base: float
    gate_affinity: float
    gate_fandom: float
    gate_trust: float
    gate_price: float
    gate_window: float
    gate_effort: float
    gate_softness: float
    gate_seeks: float
    running_speakers: float
    dead_muted: float
    dead_left: float
    dead_irritation: float
    silence_window: float
    silence_share: float
    ticket: float
    log_ticket: float
    log_price: float
    need_keeps: float
    need_window: float
    cycle: float
    margin: float
    quality: float
    products: float
    spare_time: float
    theme_strength: float
    variety: float
    way: float
    team_minutes: float
    wage: float
    payroll: float
    gate: float
    gate_height: float
    fee: float
    chat: float
    contacts: float
    friends: float
    accept_minutes: float
    accept_automatic: float
    openness: float
    wecom: float
    ip_minutes: float
    skill: float
    opens: float
    closes: float
    answers_after: float
    accounts: float
    most_friends: float
    ban_day: float
    closes_after: float
    filled: float
    duty_days: float
    renew_every: float
    renew_fee: float
    folding: float
    stake: float

class MemberRow(Protocol):
    irritation_ads: float
    irritation_pushes: float
    irritation_overload: float
    irritation_off_topic: float
    irritation_neglect: float
    irritation_pressure: float
    irritation_lost_benefits: float
    benefit: float
    trust: float
    belonging: float
    memory_fast: float
    memory_slow: float
    engagement: float
    need: float
    private_trace: float
    tie_support: float
    ties_lost: float
    share_read: float
    afford: float
    basket: float
    anyway: float
    sunk: float
    person: int
    status: int
    wrote_today: int
    heard_today: int
    prior_customer: int
    contact: int
    segment: int
    greeted: int
    folded: int
    today: int
    why_muted: int
    why_left: int
    why_ordered: int
    churn_propensity: float
    mute_tolerance: float
    need_rate: float
    attention: float
    speaking_threshold: float
    sociability: float
    expertise: float
    price_sensitivity: float
    gregariousness: float
    fandom: float
    deal_proneness: float
    affinity: float
    spam: float
    written: int
    gap_squares: int
    orders: int
    tie_seat: list[int]
    day_joined: int
    first_wrote: int
    last_wrote: int
    first_order: int
    second_order: int
    last_order: int
    weeks_written: int
    last_paid: int
    expectation: float
    satisfaction: float
    spend: float
    tie_strength: list[float]
    def attend(self, group: GroupRow, draw: float, p: World) -> bool: ...
    def greet(self, group: GroupRow, p: World) -> bool: ...
    def post_spam(self, group: GroupRow) -> bool: ...
    def speak(self, group: GroupRow, wave: int, draw: float, p: World) -> bool: ...
    def appraise(self, group: GroupRow, p: World) -> tuple[float, float]: ...
    def come_along(self, group: GroupRow, p: World) -> bool: ...
    def grab(self, group: GroupRow, p: World) -> bool: ...
    def buy(self, group: GroupRow, chance: float, draw: float, p: World) -> int: ...
    def tell_others(self, group: GroupRow, p: World) -> bool: ...
    def depart(self, group: GroupRow, draw: float, p: World) -> int: ...
    def renew(self, group: GroupRow, p: World) -> bool: ...
    def look_at_moments(self, group: GroupRow, draw: float, p: World) -> bool: ...
    def ask(
        self,
        group: GroupRow,
        chance: float,
        discount: float,
        draw: float,
        p: World,
    ) -> bool: ...
    def talks(self, group: GroupRow, latency: float, draw: float, p: World) -> bool: ...
    def accept(self, group: GroupRow, by_ip: bool, draw: float, p: World) -> bool: ...
    def turn_away(self, group: GroupRow, draw: float, p: World) -> int: ...
    def fade(self, p: World) -> None: ...

class GroupRow(Protocol):
    seed: int
    replicate: int
    day: int
    number: int
    place: int
    joined: int
    settled: int
    day_opened: int
    last_arrival: int
    day_zero: int
    phase: int
    way: int
    chat: float
    book: int
    bribe: float
    seeks: float
    theme: float
    excitement: float
    chill: float
    leniency: float
    spam_stays: float
    answers: float
    answer_minutes: float
    best_first: float
    kept_minutes: float
    friends: float
    ip_minutes: float
    recent_speakers: float
    usual_chat: float
    standing: float
    profile: float
    round_seat: int
    advert_wear: float
    topic_wear: list[float]
    topic_told: list[float]
    ever_wrote: float
    mentions: float
    given: float
    company: float
    big_names: float
    trusting: float
    closed: int
    signals: list[float]
    quiet_run: int
    first_silence: int
    death_silence: int
    death_deafness: int
    revivals: int
    spell_since: int
    spell_until: int
    spell_posters: float
    spell_messages: float
    operator_messages: float
    exposure: float
    intrusion: float
    claim: float
    a_head: float
    adverts: float
    red_packets: float
    offers: float
    load: float
    pressing: float
    information: float
    information_l1: float
    information_l2: float
    entertainment: float
    social: float
    persona: float
    money: float
    lure: float
    invites: float
    invites_l1: float
    invites_l2: float
    discount: float
    scarcity: float
    gathering: float
    dropped: float
    crowd: float
    of_crowd: float
    speakers: float
    check_ins: float
    seen_speakers: float
    messages: float
    greetings: float
    spam: float
    chat_information: float
    chat_l1: float
    chat_l2: float
    chat_fun: float
    off_topic: float
    wave_messages: float
    wave_l1: float
    wave_l2: float
    volume: float
    chat_cheer: float
    would_read: float
    readers: float
    shares: float
    grabs: float
    sent_on: float
    advert_responses: float
    packet_responses: float
    orders: float
    revenue: float
    gross_profit: float
    discounts: float
    anyway_orders: float
    anyway_profit: float
    cash_cost: float
    staff_minutes: float
    newly_muted: float
    unmuted: float
    newly_left: float
    mute_ads: float
    mute_pushes: float
    mute_overload: float
    mute_off_topic: float
    mute_neglect: float
    mute_pressure: float
    mute_lost_benefits: float
    mute_other: float
    replies: float
    team_replies: float
    mentioned: float
    mention_readers: float
    mention_orders: float
    advert_readers: float
    advert_orders: float
    offer_readers: float
    offer_orders: float
    attended: float
    acquisition: float
    newly_removed: float
    renewals_due: float
    renewed: float
    contacts: float
    private_sent: float
    moments_posts: float
    moments_readers: float
    reached_outside: float
    interactions: float
    enquiries: float
    answered: float
    qualified: float
    waited: float
    contact_orders: float
    newly_hidden: float
    newly_blocked: float
    contact_trust: float
    contacts_lost: float
    active: float
    muted: float
    irritation: float
    benefit: float
    trust: float
    belonging: float
    reader_count: int
    floor_count: int
    floor: list[int]
    reader_seats: list[int]

class DayRow(Protocol):
    joined: float
    members: float
    active: float
    muted: float
    left: float
    would_read: float
    readers: float
    speakers: float
    check_ins: float
    messages: float
    greetings: float
    grabs: float
    spam: float
    operator_messages: float
    adverts: float
    red_packets: float
    advert_responses: float
    packet_responses: float
    orders: float
    revenue: float
    gross_profit: float
    cash_cost: float
    staff_minutes: float
    dropped: float
    irritation: float
    benefit: float
    trust: float
    belonging: float
    newly_muted: float
    unmuted: float
    newly_left: float
    mute_ads: float
    mute_pushes: float
    mute_overload: float
    mute_off_topic: float
    mute_neglect: float
    mute_pressure: float
    mute_lost_benefits: float
    mute_other: float
    ever_wrote: float
    replies: float
    team_replies: float
    mentioned: float
    mention_readers: float
    mention_orders: float
    advert_readers: float
    advert_orders: float
    attended: float
    acquisition: float
    newly_removed: float
    renewals_due: float
    renewed: float
    contacts: float
    moments_posts: float
    moments_readers: float
    reached_outside: float
    private_sent: float
    interactions: float
    enquiries: float
    answered: float
    qualified: float
    waited: float
    contact_orders: float
    newly_hidden: float
    newly_blocked: float
    contact_trust: float
    contacts_lost: float
    offer_readers: float
    offer_orders: float
    discounts: float
    anyway_orders: float
    anyway_profit: float

class FeedRow(Protocol):
    operator_messages: float
    exposure: float
    intrusion: float
    claim: float
    a_head: float
    adverts: float
    red_packets: float
    offers: float
    load: float
    pressing: float
    information: float
    information_l1: float
    information_l2: float
    entertainment: float
    social: float
    persona: float
    money: float
    lure: float
    invites: float
    invites_l1: float
    invites_l2: float
    discount: float
    scarcity: float
    gathering: float
    cash_cost: float
    advert_wear: float
    topic_wear: list[float]
    topic_told: list[float]

class SegmentRow(Protocol):
    prior_customer: float
    spam: float
    anyway: float
    centre: list[float]
    spread: list[float]

class SourceRow(Protocol):
    number: int
    first_place: int
    places: int
    low: float
    high: float
    from_day: int
    days: int
    cost: float
    last_day: int
    per_member: float
    bribe: float
    seeks: float
    book: int

class KindRow(Protocol):
    commercial: float
    information: float
    entertainment: float
    social: float
    persona: float
    money: float
    discount: float
    invites_reply: float
    level: float
    novelty: float
    credibility: float
    claim: float
    pressing: float
    intrusion: float
    scarcity: float
    gathering: float
    cost: float
    pays_out: float
    for_customers: float
    for_others: float
    topic: int

class PhaseRow(Protocol):
    from_age: int
    until_age: int
    from_day: int
    until_day: int
    most_per_day: int
    moderation: float
    answers: float
    service: float
    best_first: float
    book: int

class ActionRow(Protocol):
    kind: int
    phase: int
    by_hand: int
    channel: int
    round: int
    audience: int
    minutes: float
    prepare: float
    worth: float
    reacts: int
    times: int
    signal: int
    below: int
    bound: float
    for_days: int
    rest: int

class Arrays(Protocol):
    @property
    def p(self) -> Sequence[World]: ...
    @property
    def groups(self) -> Sequence[GroupRow]: ...
    @property
    def kinds(self) -> Sequence[KindRow]: ...
    @property
    def phases(self) -> Sequence[PhaseRow]: ...
    @property
    def actions(self) -> Sequence[ActionRow]: ...
    @property
    def sources(self) -> Sequence[SourceRow]: ...
    @property
    def world(self) -> Any: ...
    @property
    def table(self) -> Any: ...
    @property
    def calendar(self) -> Any: ...
    @property
    def wanted(self) -> Any: ...
    @property
    def worth(self) -> Any: ...
    @property
    def asked(self) -> Any: ...
    @property
    def order(self) -> Any: ...
    @property
    def streaks(self) -> Any: ...
    @property
    def fired(self) -> Any: ...
    @property
    def daily(self) -> Any: ...
    @property
    def feeds(self) -> Any: ...
    @property
    def queues(self) -> Any: ...
    @property
    def kin(self) -> Any: ...
    @property
    def counters(self) -> Any: ...
    @property
    def filling(self) -> Any: ...
    @property
    def segments(self) -> Sequence[SegmentRow]: ...
    @property
    def mixes(self) -> Any: ...
    @property
    def takes(self) -> Any: ...
    @property
    def mixing(self) -> Any: ...
    @property
    def scratch(self) -> Any: ...
    @property
    def topology(self) -> Any: ...
    @property
    def node_of(self) -> Any: ...
    @property
    def seat_of(self) -> Any: ...
