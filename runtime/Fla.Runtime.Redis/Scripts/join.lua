-- Gives the server entries, all or none. KEYS: entries, changes, epoch. ARGV: the epoch of a server that has none, then key and value in turns.
-- Of two values of a key the larger stays, by bytes: Lua's own < goes by the server's locale. Returns how many were taken.

local function larger(a, b)
  for i = 1, math.min(#a, #b) do
    local x, y = a:byte(i), b:byte(i)
    if x ~= y then return x > y end
  end
  return #a > #b
end

redis.call('SET', KEYS[3], ARGV[1], 'NX')

-- Numbers of changes go by the clock: a server that lost its last ones gives their numbers to no others.
local time = redis.call('TIME')
local last = redis.call('ZRANGE', KEYS[2], -1, -1, 'WITHSCORES')[2]
local number = math.max(tonumber(last or 0), time[1] * 1000000 + time[2])

local taken = 0
for i = 2, #ARGV, 2 do
  local known = redis.call('HGET', KEYS[1], ARGV[i])
  if not known or larger(ARGV[i + 1], known) then
    number = number + 1
    taken = taken + 1
    redis.call('HSET', KEYS[1], ARGV[i], ARGV[i + 1])
    redis.call('ZADD', KEYS[2], string.format('%.0f', number), ARGV[i])
  end
end
return taken
